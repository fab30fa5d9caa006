import { parse } from 'yaml';
import kustomization from '../../templates/kustomization.yaml.hbs';
import script from '../../templates/kustomize.sh.hbs';
import plugin from '../../templates/plugin.yaml.hbs';
import type { StackConfig } from '../options/table.ts';
import { CHART_SERVICE_NAME } from '../stack/inference.ts';
import {
  inferencePatch,
  POST_RENDERER_DIRECTORY,
  POST_RENDERER_PLUGIN,
  POST_RENDERER_SCRIPT,
} from '../stack/postRenderer.ts';
import type { RenderedFile } from './template.ts';
import { checkedText, renderTemplate } from './template.ts';

/** The file into which the script writes the manifests that Helm rendered. */
const RENDERED_FILE = 'rendered.yaml';

/** The files of the post-renderer; none if the values of the chart are sufficient. */
export function renderPostRenderer(config: StackConfig): RenderedFile[] {
  const patch = inferencePatch(config);
  if (!patch) return [];
  const path = (name: string) => `${POST_RENDERER_DIRECTORY}/${name}`;
  const model = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [RENDERED_FILE],
    patches: [
      {
        target: { kind: patch.kind, name: CHART_SERVICE_NAME },
        // JSON is YAML that cannot be misread.
        patch: JSON.stringify(patch, null, 2),
      },
    ],
  };
  const [container] = patch.spec.template.spec.containers;
  const context = {
    model,
    target: model.patches[0],
    lines: model.patches[0]?.patch.split('\n'),
    runtimeClass: config.kubernetes.runtimeClass,
    restricted: container && 'securityContext' in container,
    slower: container && 'readinessProbe' in container,
  };
  const text = renderTemplate(kustomization, context);
  const pluginText = renderTemplate(plugin, { name: POST_RENDERER_PLUGIN, script: POST_RENDERER_SCRIPT });
  return [
    {
      path: path('kustomization.yaml'),
      text: checkedText(path('kustomization.yaml'), text, parse, model),
    },
    { path: path(POST_RENDERER_SCRIPT), text: renderTemplate(script, { rendered: RENDERED_FILE }) },
    { path: path('plugin.yaml'), text: pluginText },
  ];
}
