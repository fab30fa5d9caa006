import type { Change } from '../../yaml/change.ts';
import { type AddressParts, addressParts, addressText } from './address.ts';
import { changeVariable } from './composeVariable.ts';
import type { ComposeService } from './project.ts';

/** Gives `BIND_INFERENCE_API` other parts. Nothing where that would lose a variable. */
export function changeAddress(service: ComposeService, parts: Partial<AddressParts>): Change[] {
  return changeVariable(service, 'BIND_INFERENCE_API', (text) =>
    addressText({ ...addressParts(text), ...parts }),
  );
}
