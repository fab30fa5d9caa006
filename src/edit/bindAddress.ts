import { type AddressParts, addressParts, addressText } from '../documents/compose/address.ts';
import type { ComposeService } from '../documents/compose/project.ts';
import type { Change } from './change.ts';
import { changeVariable } from './composeVariable.ts';

/** Gives `BIND_INFERENCE_API` other parts. Nothing where that would lose a variable. */
export function changeAddress(service: ComposeService, parts: Partial<AddressParts>): Change[] {
  return changeVariable(service, 'BIND_INFERENCE_API', (text) =>
    addressText({ ...addressParts(text), ...parts }),
  );
}
