// `validatorUrl: null`: Swagger UI would otherwise show the document to a service outside.
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#page", validatorUrl: null, tryItOutEnabled: false });
