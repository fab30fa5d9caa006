import type { StackConfig } from '../../../options/table.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';

/** Whether Weaviate has a server for the system. */
export function decidePlatform(platform: NodeJS.Platform): CheckResult {
  const check = checking('platform', 'system', 'Linux or macOS');
  const names: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };
  const name = names[platform] ?? platform;
  return platform === 'linux' || platform === 'darwin'
    ? check.pass(name)
    : check.fail(name, 'bindstack doctor --target compose, with Docker; or WSL 2');
}

/** Whether the inference server needs a container, which this target has not. */
export function decideInferenceMode({ inference }: Pick<StackConfig, 'inference'>): CheckResult {
  const check = checking('inference-mode', 'inference', 'stub or external: this target runs no containers');
  return inference.mode === 'container'
    ? check.fail('container', '--inference stub, or --inference external --inference-url URL')
    : check.pass(inference.mode);
}
