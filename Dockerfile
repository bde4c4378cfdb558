# The build is JavaScript, the same for every platform, so it runs on the builder's platform.
FROM --platform=$BUILDPLATFORM node:24-trixie-slim@sha256:50c3b2f6988dfc307b86e5301d69611af31f4789bdf232863b07d3b02fe55ae0 AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY build build
COPY src src
COPY templates templates
RUN node build/image.ts

# Node and the libraries it needs: no shell, no package manager, nothing else to keep up to date.
# A tag without a digest, see SECURITY.md. The provenance of a released image names the digest that was used.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
LABEL org.opencontainers.image.title="facteur" \
      org.opencontainers.image.description="Answers every question a mail client asks when a person types an address" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /build/dist/image /facteur
WORKDIR /facteur
# V8 collects garbage before it has 64 MB of it.
ENV NODE_OPTIONS=--max-semi-space-size=2
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
# By number, so that Kubernetes sees that it is not root. It owns and writes no files.
USER 65532:65532
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --retries=3 \
  CMD ["/nodejs/bin/node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/nodejs/bin/node", "/facteur/facteur.js"]
CMD ["start"]
