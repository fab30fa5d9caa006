/** The basic questions with their defaults, in order. */
export const USUAL = [
  'Where will you run it?',
  'How should ImageBind run?',
  'Memory limit of the inference service',
  'Run ImageBind on a GPU?',
  'Which media will you store?',
  'How should vectors be stored?',
  'Authentication',
  'Port for REST and GraphQL on this machine',
  'Port for gRPC on this machine',
  'Where should Compose keep the data?',
  'Size of the persistent volume claim',
  'Namespace of the release',
];
