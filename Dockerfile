# docker build -t mockserver . && docker run --rm -p 8080:8080 -e MOCKSERVER_ADMIN_TOKEN=secret mockserver
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY mockserver ./mockserver
COPY specs ./specs
COPY fixtures ./fixtures
# The lock's versions, without its hashes: those would be asked of mockserver itself, too.
RUN sed -E '/^ +--hash=/d; s/ \\$//' requirements.lock > constraints.txt \
    && python -m venv /app \
    && /app/bin/pip install --no-cache-dir --constraint constraints.txt '.[tls]'

FROM python:3.13-slim
LABEL org.opencontainers.image.title="mockserver" \
      org.opencontainers.image.description="A contract-testing mock server generated from OpenAPI documents" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /app /app
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data mockserver \
    && mkdir -p /data \
    && chown mockserver:mockserver /data
ENV PATH="/app/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    MOCKSERVER_HOST=0.0.0.0 \
    MOCKSERVER_PORT=8080
USER 10001
# Own documents: /data/specs and /data/fixtures. Without any, the vendors that ship are served.
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['MOCKSERVER_PORT']}/__admin/health/ready\", timeout=2)"]
ENTRYPOINT ["mockserver"]
CMD ["serve"]
