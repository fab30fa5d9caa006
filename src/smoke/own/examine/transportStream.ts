/** Bytes of a packet of an MPEG transport stream (ISO 13818-1, 2.4.3). */
const PACKET = 188;

/** The packets that are looked at: tables come again several times a second. */
const PACKETS = 2000;

/** Number of H.264 among the types of streams (ISO 13818-1, table 2-34). */
export const H264 = 0x1b;

/** The sections that some packets carry from their beginning; long ones are cut. */
function* sectionsOf(bytes: Buffer, pid: number): Generator<Buffer> {
  for (let at = 0; at + PACKET <= bytes.length && at < PACKETS * PACKET; at += PACKET) {
    if (bytes[at] !== 0x47 || (bytes.readUInt16BE(at + 1) & 0x1fff) !== pid) continue;
    const [begins, hasField] = [
      (bytes.readUInt8(at + 1) & 0x40) !== 0,
      (bytes.readUInt8(at + 3) & 0x20) !== 0,
    ];
    const payload = at + 4 + (hasField ? 1 + bytes.readUInt8(at + 4) : 0);
    if (!begins || payload >= at + PACKET) continue;
    const start = payload + 1 + bytes.readUInt8(payload);
    if (start + 12 > at + PACKET) continue;
    const size = 3 + (bytes.readUInt16BE(start + 1) & 0x0fff);
    yield bytes.subarray(start, Math.min(start + size, at + PACKET));
  }
}

/** Types of the streams in an MPEG transport stream, by its tables. */
export function streamTypes(bytes: Buffer): number[] {
  const [programs] = sectionsOf(bytes, 0);
  if (!programs) return [];
  const types: number[] = [];
  // Behind eight bytes of header: a program and its table, 16 bits each; a check sum of four bytes at the end.
  for (let at = 8; at + 8 <= programs.length; at += 4) {
    if (programs.readUInt16BE(at) === 0) continue;
    const [table] = sectionsOf(bytes, programs.readUInt16BE(at + 2) & 0x1fff);
    if (!table) continue;
    let stream = 12 + (table.readUInt16BE(10) & 0x0fff);
    while (stream + 5 <= table.length - 4) {
      types.push(table.readUInt8(stream));
      stream += 5 + (table.readUInt16BE(stream + 3) & 0x0fff);
    }
  }
  return types;
}
