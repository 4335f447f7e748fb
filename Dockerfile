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
COPY pyproject.toml requirements.lock ./
# The lock as a constraint: only what the service needs, in the locked versions, against the locked hashes.
RUN uv pip install --no-cache --python .venv/bin/python --require-hashes -r pyproject.toml -c requirements.lock

FROM python:3.13-slim-bookworm
ENV PYTHONUNBUFFERED=1 \
    PYTHONPATH=/srv/nuanyang \
    PATH=/srv/nuanyang/.venv/bin:$PATH \
    NUANYANG_HOST=0.0.0.0
RUN useradd --system --uid 10001 --home-dir /srv/nuanyang --shell /usr/sbin/nologin nuanyang
WORKDIR /srv/nuanyang
COPY --from=python /srv/nuanyang/.venv .venv
COPY alembic alembic
COPY app app
COPY --from=frontend /src/frontend/dist frontend/dist
RUN printf '#!/bin/sh\nexec /srv/nuanyang/.venv/bin/python -m app.cli "$@"\n' > /usr/local/bin/nuanyang \
    && chmod 755 /usr/local/bin/nuanyang \
    && install -d -o nuanyang -g nuanyang var
USER nuanyang
VOLUME /srv/nuanyang/var
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ.get(\"NUANYANG_PORT\", \"8000\")}/healthz', timeout=2)"]
ENTRYPOINT ["nuanyang"]
CMD ["serve"]
