/**
 * The seven modalities that ImageBind maps into one vector space, in the order in which Weaviate's module combines
 * them (weaviate/weaviate modules/multi2vec-bind/vectorizer/vectorizer.go).
 */
export const MODALITIES = ['text', 'image', 'audio', 'video', 'thermal', 'imu', 'depth'] as const;

export type Modality = (typeof MODALITIES)[number];

/** A modality whose data is in files: all except text. */
export type MediaModality = Exclude<Modality, 'text'>;

/** The number of dimensions of a vector, the same for all modalities (ImageBind `out_embed_dim`). */
export const VECTOR_DIMENSIONS = 1024;

interface ModalityFacts {
  /** The human-readable name. */
  readonly title: string;
  /**
   * The key in the module settings of a collection. Case matters: `IMUFields`, which both official clients send, is
   * silently ignored (base_class_multimodal_settings.go reads `imuFields`).
   */
  readonly settingsKey: string;
  /** The key in the body of `POST /vectorize` of the inference server, and in the response. */
  readonly requestKey: string;
  readonly responseKey: string;
  /** The GraphQL operator and its argument. */
  readonly nearOperator: string;
  readonly nearArgument: string;
  /**
   * The length (L2 norm) of the model's vectors, measured on the real server. The length for text is a learned scale
   * that training drives to its maximum of 100 (ImageBind models/helpers.py LearnableLogitScaling).
   */
  readonly vectorLength: number;
}

export const MODALITY_FACTS: Readonly<Record<Modality, ModalityFacts>> = {
  text: {
    title: 'text',
    settingsKey: 'textFields',
    requestKey: 'texts',
    responseKey: 'textVectors',
    nearOperator: 'nearText',
    nearArgument: 'concepts',
    vectorLength: 100,
  },
  image: {
    title: 'image',
    settingsKey: 'imageFields',
    requestKey: 'images',
    responseKey: 'imageVectors',
    nearOperator: 'nearImage',
    nearArgument: 'image',
    vectorLength: 1,
  },
  audio: {
    title: 'audio',
    settingsKey: 'audioFields',
    requestKey: 'audio',
    responseKey: 'audioVectors',
    nearOperator: 'nearAudio',
    nearArgument: 'audio',
    vectorLength: 20,
  },
  video: {
    title: 'video',
    settingsKey: 'videoFields',
    requestKey: 'video',
    responseKey: 'videoVectors',
    nearOperator: 'nearVideo',
    nearArgument: 'video',
    vectorLength: 1,
  },
  thermal: {
    title: 'thermal',
    settingsKey: 'thermalFields',
    requestKey: 'thermal',
    responseKey: 'thermalVectors',
    nearOperator: 'nearThermal',
    nearArgument: 'thermal',
    vectorLength: 10,
  },
  imu: {
    title: 'IMU',
    settingsKey: 'imuFields',
    requestKey: 'imu',
    responseKey: 'imuVectors',
    nearOperator: 'nearIMU',
    nearArgument: 'imu',
    vectorLength: 5,
  },
  depth: {
    title: 'depth',
    settingsKey: 'depthFields',
    requestKey: 'depth',
    responseKey: 'depthVectors',
    nearOperator: 'nearDepth',
    nearArgument: 'depth',
    vectorLength: 5,
  },
};
