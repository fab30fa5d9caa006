import { isPreset, PRESETS, withPreset } from '../state/presets.ts';
import { chosen } from '../state/stack.ts';

/** Buttons that fill in the form for common situations. */
export function Presets() {
  return (
    <fieldset class="presets">
      <legend>Start from a preset</legend>
      {PRESETS.map((preset) => (
        <button
          type="button"
          class="preset"
          key={preset.name}
          aria-pressed={isPreset(preset, chosen.value)}
          onClick={() => {
            chosen.value = withPreset(preset, chosen.value);
          }}
        >
          <b>{preset.name}</b> <span class="dim">{preset.summary}</span>
        </button>
      ))}
    </fieldset>
  );
}
