# The images of the services: ci/build producer consumer. Only the last stages are released; they hold no pip.
ARG BASE=python:3.11.14-slim-bookworm

FROM ${BASE} AS interpreter
# Away with what installs and what nothing imports; copied from here it is in no layer of the image either. dpkg's list
# of packages stays true, for those who scan by it.
RUN dpkg --purge --force-all adduser apt debconf gpgv perl-base libapt-pkg6.0 libgnutls30 libhogweed6 libidn2-0 \
    libnettle8 libp11-kit0 libtasn1-6 libunistring2 2>/dev/null
WORKDIR /usr/local/lib/python3.11
RUN rm -rf site-packages/* config-3.11-* ensurepip idlelib lib2to3 pydoc_data test tkinter turtledemo \
    ../../bin/pip* ../../bin/wheel ../../include \
  && find . -name __pycache__ -prune -exec rm -rf {} +

FROM ${BASE} AS producer-packages
COPY producer_svc/requirements.txt ci/image_packages /build/
RUN --mount=type=secret,id=ca /build/image_packages /build/requirements.txt /packages

FROM ${BASE} AS consumer-packages
COPY consumer_svc/requirements.txt ci/image_packages /build/
RUN --mount=type=secret,id=ca /build/image_packages /build/requirements.txt /packages

FROM scratch AS service
# hadolint ignore=DL3067
COPY --from=interpreter / /
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOST=0.0.0.0
WORKDIR /service

FROM service AS producer
COPY --from=producer-packages /packages /usr/local/lib/python3.11/site-packages
COPY svc_kit svc_kit
COPY producer_svc producer_svc
ARG VERSION REVISION SOURCE CREATED
# A read-only root keeps no bytecode: what the service imports is compiled here, and nothing else.
RUN echo "${VERSION:?ci/build says it}" >VERSION && python -c 'import producer_svc.app, uvloop, svc_kit.probe'
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=5s --start-period=10s CMD ["sh", "-c", "python -m svc_kit.probe ${PORT:-8080}"]
CMD ["python", "-m", "producer_svc"]
LABEL org.opencontainers.image.title=producer \
  org.opencontainers.image.version=$VERSION \
  org.opencontainers.image.revision=$REVISION \
  org.opencontainers.image.source=$SOURCE \
  org.opencontainers.image.created=$CREATED

FROM service AS consumer
COPY --from=consumer-packages /packages /usr/local/lib/python3.11/site-packages
COPY svc_kit svc_kit
COPY consumer_svc consumer_svc
ARG VERSION REVISION SOURCE CREATED
RUN echo "${VERSION:?ci/build says it}" >VERSION && python -c 'import consumer_svc.app, uvloop, svc_kit.probe'
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=5s --start-period=10s CMD ["sh", "-c", "python -m svc_kit.probe ${PORT:-8081}"]
CMD ["python", "-m", "consumer_svc"]
LABEL org.opencontainers.image.title=consumer \
  org.opencontainers.image.version=$VERSION \
  org.opencontainers.image.revision=$REVISION \
  org.opencontainers.image.source=$SOURCE \
  org.opencontainers.image.created=$CREATED
