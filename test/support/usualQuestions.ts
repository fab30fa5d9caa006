/** The basic questions with their defaults, in order. */
export const USUAL = [
  'What to write files for',
  'Who computes the vectors',
  'Memory limit of the inference service',
  'Run ImageBind on a GPU',
  'Kinds of input that the collection holds',
  'How the vectors are kept',
  'Who may use the database',
  'Port of REST and GraphQL on this machine',
  'Port of gRPC on this machine',
  'Where Compose keeps the data',
  'Size of the volume claim',
  'Namespace of the release',
];
