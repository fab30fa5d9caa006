# Post-renderer for Helm, made by bindstack: reads what Helm has rendered, prints it with kustomization.yaml applied.
# helm 3: --post-renderer sh --post-renderer-args post-renderer/kustomize.sh
# helm 4: HELM_PLUGINS=. helm … --post-renderer bindstack-kustomize
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/kustomization.yaml" "$work"
cat >"$work/rendered.yaml"
# kubectl brings its own kustomize.
if command -v kubectl >/dev/null; then
  kubectl kustomize "$work"
else
  kustomize build "$work"
fi
