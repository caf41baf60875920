# HELO World in a container: `docker build -t helo .`, then `docker run -it --rm -v helo:/home/learner helo`.
# deploy/README.md says how it is served to a class.

FROM python:3.14-slim AS build
WORKDIR /source
COPY pyproject.toml constraints.txt README.md CHANGELOG.md LICENSE ./
COPY app app
COPY lessons lessons
COPY sample_mboxes sample_mboxes
RUN python -m venv /opt/helo && /opt/helo/bin/pip install --no-cache-dir --constraint constraints.txt '.[web]'

FROM python:3.14-slim
RUN useradd --create-home --uid 1000 learner
COPY --from=build /opt/helo /opt/helo
ENV PATH=/opt/helo/bin:$PATH LANG=C.UTF-8 COLORTERM=truecolor
USER 1000
WORKDIR /home/learner
EXPOSE 8000
ENTRYPOINT ["helo"]
