import type { StackConfig } from '../options/table.ts';

/** How the media of an object become vectors. */
export type VectorMode = StackConfig['collection']['vectors'];

/** An object to store. */
export interface WeaviateObject {
  readonly id: string;
  /** Identifies the object in reports. */
  readonly title: string;
  readonly properties: Readonly<Record<string, string>>;
}
