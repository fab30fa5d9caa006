/** Bytes by which a format is known: each text (Latin-1) has to stand at its offset. */
export type Signature = readonly (readonly [offset: number, text: string])[];

/** Whether the bytes carry the signature. */
export function carries(bytes: Buffer, signature: Signature): boolean {
  return signature.every(([offset, text]) => bytes.toString('latin1', offset, offset + text.length) === text);
}
