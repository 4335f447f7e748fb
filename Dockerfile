# syntax=docker/dockerfile:1
# docker build -t nuanyang . && docker run -p 8000:8000 -v nuanyang:/srv/nuanyang/var nuanyang

FROM node:24-bookworm-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.13-slim-bookworm AS python
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /srv/nuanyang
RUN python -m venv .venv
# The lock as a constraint: only what the service needs, in the locked versions, against the locked hashes.
COPY pyproject.toml requirements.lock ./
RUN uv pip install --no-cache --python .venv/bin/python --require-hashes -c requirements.lock -r pyproject.toml \
    && uv pip install --no-cache --python .venv/bin/python -c requirements.lock hatchling editables
COPY README.md ./
COPY app app
RUN uv pip install --no-cache --python .venv/bin/python --no-deps --no-build-isolation --editable .

FROM python:3.13-slim-bookworm
ENV PYTHONUNBUFFERED=1 \
    PATH=/srv/nuanyang/.venv/bin:$PATH \
    NUANYANG_HOST=0.0.0.0 \
    NUANYANG_WATCH_HOST=0.0.0.0
RUN useradd --uid 10001 --no-create-home --home-dir /srv/nuanyang --shell /usr/sbin/nologin nuanyang
WORKDIR /srv/nuanyang
COPY --from=python /srv/nuanyang ./
COPY alembic alembic
COPY --from=frontend /src/frontend/dist frontend/dist
RUN install -d -o nuanyang -g nuanyang -m 700 var
USER nuanyang
VOLUME /srv/nuanyang/var
EXPOSE 8000 5093
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('NUANYANG_PORT', '8000') + '/healthz', timeout=2)"]
ENTRYPOINT ["nuanyang"]
CMD ["serve"]
