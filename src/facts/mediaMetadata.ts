/** The data types of Weaviate that metadata has. */
export type MetadataType = 'text' | 'int' | 'number' | 'date' | 'geoCoordinates' | 'blob';

/** A property about the file that an object was made from. None of them is part of a vector. */
export interface MetadataProperty {
  readonly dataType: MetadataType;
  /** What it holds, as the schema says it. */
  readonly description: string;
  /** Compared as a whole (`field`) instead of word by word, and left out of keyword search. */
  readonly exact?: true;
}

/**
 * What an object knows about its file, by the name of the property. The command `import` and the generated clients fill
 * the same ones, so one can go on where the other stopped.
 */
export const MEDIA_METADATA = {
  path: {
    dataType: 'text',
    description: 'Path of the file, starting with the name of the imported folder, with /.',
    exact: true,
  },
  kind: { dataType: 'text', description: 'The field that the file fills, such as image.', exact: true },
  part: { dataType: 'int', description: 'Number of this part of the file, from 0.' },
  parts: { dataType: 'int', description: 'How many parts the file has.' },
  start: { dataType: 'number', description: 'Where the part starts in the recording, in seconds.' },
  end: { dataType: 'number', description: 'Where the part ends in the recording, in seconds.' },
  size: { dataType: 'int', description: 'Size of the file in bytes.' },
  modified: { dataType: 'date', description: 'When the file was last changed.' },
  hash: { dataType: 'text', description: 'SHA-256 of the file and of how it was prepared.', exact: true },
  taken: { dataType: 'date', description: 'When the picture or recording was taken.' },
  camera: { dataType: 'text', description: 'The camera, by make and model.' },
  duration: { dataType: 'number', description: 'Duration of the whole recording in seconds.' },
  position: { dataType: 'geoCoordinates', description: 'Where it was taken; only with --location.' },
  thumbnail: { dataType: 'blob', description: 'A small picture for lists, as base64 of a JPEG.' },
} as const satisfies Readonly<Record<string, MetadataProperty>>;

export type MetadataName = keyof typeof MEDIA_METADATA;
