"""What goes over HTTP around an email, for the document to describe."""

from marshmallow import EXCLUDE, Schema, fields, validate

from producer_svc import __version__
from svc_kit.email import EmailSchema


class PostedSchema(Schema):
    data = fields.Nested(EmailSchema, required=True)
    token = fields.String(required=True, metadata={"description": "Who may post is told it.", "format": "password"})

    class Meta:
        unknown = EXCLUDE


class AcceptedSchema(Schema):
    status = fields.String(required=True, validate=validate.Equal("accepted"))


class DeclinedSchema(Schema):
    status = fields.String(required=True, validate=validate.Equal("declined"))
    error = fields.String(required=True, metadata={"description": "One sentence; it never repeats what was sent."})


class InvalidSchema(DeclinedSchema):
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String(), validate=validate.Length(min=1)),
        required=True,
        data_key="fields",
        metadata={"description": "Every fault, by field."},
    )


class HealthSchema(Schema):
    status = fields.String(required=True, validate=validate.Equal("ok"))
    version = fields.String(required=True, metadata={"example": __version__})
