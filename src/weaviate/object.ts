import type { StackConfig } from '../options/table.ts';

/** How the media of an object become vectors. */
export type VectorMode = StackConfig['collection']['vectors'];

/** A value of a property: a `blob` is base64. */
export type StoredValue = string | number | Date | { readonly latitude: number; readonly longitude: number };

/** An object to store. */
export interface WeaviateObject<Value extends StoredValue = string> {
  readonly id: string;
  /** Identifies the object in reports. */
  readonly title: string;
  readonly properties: Readonly<Record<string, Value>>;
}
