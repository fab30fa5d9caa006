# bindstack for people without Node:
#   docker build --tag bindstack .
#   docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/work" bindstack generate
# `init`, `generate`, `check`, `add`, `validate`, `images` and `config` work in it; `web` and `smoke` need
# `--network host`; `up` and other commands that start programs do not work, because the image has none of them.

# Pinned by digest, because a tag can move; Renovate updates both together. BASE may also name a mirror.
ARG BASE=docker.io/library/node:24-alpine@sha256:d32cdf619f63fe0471182d08996dd516c6275bb5fd31ae06e55a570bd9e1ad43

FROM ${BASE} AS build
# A builder without BuildKit leaves this stage behind: docker image prune --filter label=io.bindstack.stage=build
LABEL io.bindstack.stage=build
WORKDIR /bindstack
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.js && npm prune --omit=dev --ignore-scripts && mkdir -p node_modules

FROM ${BASE}
LABEL org.opencontainers.image.title=bindstack \
      org.opencontainers.image.description="Generate, validate and prove Weaviate with multi2vec-bind (ImageBind)" \
      org.opencontainers.image.licenses=Apache-2.0
WORKDIR /opt/bindstack
COPY --from=build /bindstack/package.json /bindstack/LICENSE ./
COPY --from=build /bindstack/node_modules ./node_modules
COPY --from=build /bindstack/dist ./dist
# The working directory, where the caller's files are mounted; and a home that any user can write to.
ENV HOME=/tmp NODE_ENV=production
WORKDIR /work
# The user `node` of the base image.
USER 1000:1000
ENTRYPOINT ["node", "/opt/bindstack/dist/bin.js"]
