/** Turning (three axes) and acceleration (three axes) at one moment. */
export type ImuRow = readonly [
  gyroX: number,
  gyroY: number,
  gyroZ: number,
  acclX: number,
  acclY: number,
  acclZ: number,
];

/** The real server drops the first line whatever it holds, so there has to be one. */
const HEADER = 'gyro_x,gyro_y,gyro_z,accl_x,accl_y,accl_z';

/** IMU data as the model server reads it: a header and one row a moment, four decimals. */
export function encodeImuCsv(rows: readonly ImuRow[]): Buffer {
  const lines = rows.map((row) => row.map((number) => number.toFixed(4)).join(','));
  return Buffer.from(`${[HEADER, ...lines].join('\n')}\n`);
}
