/**
 * Client of a Weaviate collection with multi2vec-bind (ImageBind), made by bindstack.
 *
 * Needs Node 20.15 or newer, a package.json with `"type": "module"`, and
 * `npm install weaviate-client@3.12` (3.14 on Node 22).
 *
 *     const client = await connect();
 *     const media = await createCollection(client); // later: client.collections.use(COLLECTION)
 *     const refused = await importFolder(media, "media");
 *     const hits = await nearText(media, "a dog barks");
 *     await client.close();
 *
 * `npx tsx client.ts [--folder DIR]` proves all of it in a collection of its own.
 */
import { createHash, randomUUID } from "node:crypto";
import { realpathSync } from "node:fs";
import {
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { parseArgs } from "node:util";
import weaviate, {
  type Collection,
  type WeaviateClient,
  type WeaviateReturn,
} from "weaviate-client";

const HOST = "127.0.0.1";
const HTTP_PORT = 8080;
const GRPC_PORT = 50051;
/** Seconds: a little more than Weaviate itself waits for the model, so that its answer arrives. */
const TIMEOUT = 80;
/** Objects under way at once; a video keeps two cores busy for half a minute. */
const PARALLEL = 1;

const COLLECTION = "Media";

// As in collection.json, and sent as it is: the client's own configure writes IMUFields,
// which Weaviate ignores in silence (it reads imuFields).
const DEFINITION = {
  description:
    "One named vector per field: fill every field of every object, and name the vector in each query.",
  properties: [
    {
      name: "title",
      description:
        "For people, filters and keyword search; not part of any vector.",
      dataType: ["text"],
    },
    {
      name: "video",
      description:
        "Video as base64, in a format that FFmpeg reads; its sound is ignored.",
      dataType: ["blob"],
    },
    {
      name: "imu",
      description:
        "Motion data as base64 of a CSV file: a header line, then rows of gyroscope x, y, z, accelerometer x, y, z.",
      dataType: ["blob"],
    },
  ],
  vectorConfig: {
    video: {
      vectorizer: {
        "multi2vec-bind": {
          videoFields: ["video"],
        },
      },
      vectorIndexType: "hnsw",
      vectorIndexConfig: {
        distance: "cosine",
      },
    },
    imu: {
      vectorizer: {
        "multi2vec-bind": {
          imuFields: ["imu"],
        },
      },
      vectorIndexType: "hnsw",
      vectorIndexConfig: {
        distance: "cosine",
      },
    },
  },
};

/** What a file holds, by the end of its name. */
const SUFFIXES = {
  ".mp4": "video",
  ".mov": "video",
  ".avi": "video",
  ".mkv": "video",
  ".webm": "video",
  ".y4m": "video",
  ".csv": "imu",
} as const;

export type Field = (typeof SUFFIXES)[keyof typeof SUFFIXES];
export type Medium = Exclude<Field, "text">;

/** An object that was found; the distance is 0 for the same medium, hybrid has none. */
export interface Hit {
  readonly id: string;
  readonly title: string;
  readonly distance: number | undefined;
}

function apiKey(): string {
  const { WEAVIATE_API_KEY: key } = process.env;
  if (key) return key;
  throw new Error("WEAVIATE_API_KEY is not set; its value stands in .env");
}

/** Connects over REST and gRPC; to be closed. */
export function connect(): Promise<WeaviateClient> {
  return weaviate.connectToCustom({
    httpHost: HOST,
    httpPort: HTTP_PORT,
    httpSecure: false,
    grpcHost: HOST,
    grpcPort: GRPC_PORT,
    grpcSecure: false,
    authCredentials: new weaviate.ApiKey(apiKey()),
    timeout: { init: 60, query: TIMEOUT, insert: TIMEOUT },
  });
}

/** Creates the collection; an error if it exists. */
export async function createCollection(
  client: WeaviateClient,
  name: string = COLLECTION,
): Promise<Collection> {
  await client.collections.createFromSchema({ class: name, ...DEFINITION });
  return client.collections.use(name);
}

/** Titles of objects, and the file for each field: all that share a stem. */
async function itemsIn(
  folder: string,
): Promise<Map<string, Map<Field, string>>> {
  const items = new Map<string, Map<Field, string>>();
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const found = Object.entries(SUFFIXES).find(([suffix]) =>
      path.toLowerCase().endsWith(suffix),
    );
    if (!found || entry.isDirectory()) continue;
    const [suffix, field] = found;
    const name = relative(folder, path).slice(0, -suffix.length);
    const title = name.split(sep).join("/");
    items.set(title, (items.get(title) ?? new Map()).set(field, path));
  }
  return items;
}

/** A file as Weaviate stores it. */
function content(path: string): Promise<string> {
  return readFile(path, "base64");
}

/** The id of a title, the same as generate_uuid5 makes in Python. */
function idOf(title: string): string {
  const dns = Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex");
  const hash = createHash("sha1").update(dns).update(title).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash
    .toString("hex", 0, 16)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Imports a folder and returns why objects were refused, by title.
 * Ids come from titles, so that a second import replaces the first.
 */
export async function importFolder(
  collection: Collection,
  folder: string,
): Promise<Map<string, string>> {
  const refused = new Map<string, string>();
  const items = (await itemsIn(folder)).entries();
  const fields = Object.values(SUFFIXES);
  // One object a request: Weaviate asks the model for each object alone anyway, a fault
  // stays with its object, and no request passes the 100 MiB that gRPC takes.
  const work = async () => {
    for (const [title, files] of items) {
      try {
        const missing = fields.find((field) => !files.has(field));
        // Weaviate takes such an object, and gives it wrong vectors or loses it.
        if (missing) throw new Error(`has no ${missing}`);
        const properties: Record<string, string> = { title };
        for (const [field, path] of files) {
          properties[field] = await content(path);
        }
        const result = await collection.data.insertMany([
          { id: idOf(title), properties },
        ]);
        const [fault] = Object.values(result.errors);
        if (fault) refused.set(title, fault.message);
      } catch (error) {
        refused.set(title, messageOf(error));
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return refused;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The answer to a search, nearest first. */
function hitsOf(found: WeaviateReturn<undefined, undefined>): Hit[] {
  return found.objects.map(({ uuid, properties: { title }, metadata }) => ({
    id: uuid,
    title: String(title),
    distance: metadata?.distance,
  }));
}

/** What is near to a text, of any kind. */
export async function nearText(
  collection: Collection,
  text: string,
  limit = 5,
  vector: Field = "video",
): Promise<Hit[]> {
  const found = await collection.query.nearText(text, {
    limit,
    targetVector: vector,
    returnProperties: ["title"],
    returnMetadata: ["distance"],
  });
  return hitsOf(found);
}

/** Words and meaning together: alpha 0 counts words only, alpha 1 meaning only. */
export async function hybrid(
  collection: Collection,
  text: string,
  limit = 5,
  alpha = 0.5,
  vector: Field = "video",
): Promise<Hit[]> {
  const found = await collection.query.hybrid(text, {
    alpha,
    limit,
    targetVector: vector,
    returnProperties: ["title"],
  });
  return hitsOf(found);
}

// The client's own nearMedia is wrong with these (3.12.1 and 3.14.0):
// for video it drops every option, such as the limit and the vector's name;
// for imu it sends no search at all, and finds whatever comes first.
const OPERATORS = {
  video: "nearVideo",
  imu: "nearIMU",
} as const;

interface Answer {
  readonly data?: {
    readonly Get: Readonly<Record<string, readonly Row[]>>;
  };
  readonly errors?: readonly { readonly message: string }[];
}

interface Row {
  readonly title: string;
  readonly _additional: { readonly id: string; readonly distance: number };
}

async function nearByGraphQL(
  collection: Collection,
  kind: keyof typeof OPERATORS,
  medium: Buffer,
  limit: number,
  vector: Field,
): Promise<Hit[]> {
  const { name } = collection;
  const media = `${kind}: "${medium.toString("base64")}"`;
  const near = `${OPERATORS[kind]}: { ${media}, targetVectors: ["${vector}"] }`;
  const query = `{ Get { ${name}(limit: ${limit}, ${near}) { title _additional { id distance } } } }`;
  const response = await fetch(`http://${HOST}:${HTTP_PORT}/v1/graphql`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${apiKey()}`,
    },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(TIMEOUT * 1000),
  });
  if (!response.ok) {
    throw new Error(`${response.status} ${await response.text()}`);
  }
  const { data, errors } = (await response.json()) as Answer;
  if (errors?.[0]) throw new Error(errors[0].message);
  return (data?.Get[name] ?? []).map(({ title, _additional }) => ({
    title,
    ..._additional,
  }));
}

/** What is near to a file, in the vector of its own or another field. */
export async function nearMedia(
  collection: Collection,
  kind: Medium,
  path: string,
  limit = 5,
  vector: Field = kind,
): Promise<Hit[]> {
  const medium = await readFile(path);
  return nearByGraphQL(collection, kind, medium, limit, vector);
}

/** Writes a line of JSON for each object, without its media; returns how many. */
export async function exportVectors(
  collection: Collection,
  file: string,
): Promise<number> {
  const output = await open(file, "w");
  try {
    let count = 0;
    let last: string | undefined;
    // By pages: the client's iterator asks for a page of 100 for each object (3.14.0).
    for (;;) {
      const { objects } = await collection.query.fetchObjects({
        limit: 100,
        includeVector: true,
        ...(last !== undefined && { after: last }),
      });
      for (const { uuid, properties, vectors } of objects) {
        const line = JSON.stringify({ id: uuid, properties, vectors });
        await output.write(`${line}\n`);
      }
      count += objects.length;
      last = objects.at(-1)?.uuid;
      if (last === undefined) return count;
    }
  } finally {
    await output.close();
  }
}

interface Stored {
  readonly id: string;
  readonly properties: Record<string, string>;
  readonly vectors: Record<string, number[]>;
}

/** Inserts what exportVectors wrote into another collection, as it is: no model is asked. */
export async function importVectors(
  collection: Collection,
  file: string,
): Promise<number> {
  let count = 0;
  const input = await open(file);
  for await (const line of input.readLines()) {
    await collection.data.insert(JSON.parse(line) as Stored);
    count += 1;
  }
  return count;
}

// The self-check: everything below can go.

/** A film of six frames, 32 by 32 pixels. */
function y4m(seed: number): Buffer {
  const frames = Array.from({ length: 6 }, (_, n) => [
    Buffer.from("FRAME\n"),
    Buffer.from(Array.from({ length: 1536 }, (_, i) => i * seed + 30 * n)),
  ]);
  const header = "YUV4MPEG2 W32 H32 F2:1 Ip A1:1 C420jpeg\n";
  return Buffer.concat([Buffer.from(header), ...frames.flat()]);
}

/** Turning and acceleration, 200 times. */
function imu(seed: number): string {
  const rows = Array.from(
    { length: 200 },
    (_, n) => `0,${n % (9 * seed)},0,0,${seed},9.81\n`,
  );
  return `gyro_x,gyro_y,gyro_z,accl_x,accl_y,accl_z\n${rows.join("")}`;
}

/** Two tiny files of each kind. */
async function writeSamples(folder: string): Promise<void> {
  for (const [seed, stem] of ["lighthouse", "harbour"].entries()) {
    const samples = {
      ".y4m": y4m(1 + seed),
      ".csv": imu(1 + seed),
    };
    for (const [suffix, content] of Object.entries(samples)) {
      await writeFile(join(folder, stem + suffix), content);
    }
  }
}

/** The search that finds the object which a file belongs to. */
async function nearFile(
  collection: Collection,
  field: Field,
  path: string,
  limit: number,
): Promise<Hit[]> {
  return nearMedia(collection, field, path, limit);
}

/** Says that a search found what it should, or ends the check. */
function check(step: string, hits: readonly Hit[], title: string): void {
  const own = hits.find((hit) => hit.title === title);
  if (!own || (own.distance ?? 0) > 0.001) {
    const found = JSON.stringify(hits);
    throw new Error(`${step} found ${found} instead of ${title}`);
  }
  console.log(`${step}: found ${title}`);
}

/** Imports a folder, searches with its files, and moves the vectors elsewhere. */
async function checkSearches(
  collection: Collection,
  copy: Collection,
  folder: string,
  scratch: string,
  limit: number,
): Promise<void> {
  const refused = await importFolder(collection, folder);
  for (const [title, why] of refused) console.log(`refused: ${title}: ${why}`);
  const count = await collection.length();
  console.log(`imported: ${count} objects`);
  if (refused.size > 0 || count === 0) {
    throw new Error(`${refused.size} objects of ${folder} were refused`);
  }

  const samples = new Map<Field, { title: string; path: string }>();
  for (const [title, files] of await itemsIn(folder)) {
    for (const [field, path] of files) samples.set(field, { title, path });
  }
  for (const [field, { title, path }] of samples) {
    const hits = await nearFile(collection, field, path, limit);
    // Without a distance, Weaviate has listed objects instead of searching.
    if (hits.some(({ distance }) => distance === undefined)) {
      throw new Error(`near ${field} made no search`);
    }
    check(`near ${field}`, hits, title);
  }
  await nearText(collection, "a lighthouse at night", limit);
  console.log("near text: answered");
  const [first] = samples;
  if (!first) return;
  const [field, { title, path }] = first;
  check("hybrid", await hybrid(collection, title, limit, 0.1), title);

  const file = join(scratch, "vectors.jsonl");
  const exported = await exportVectors(collection, file);
  console.log(`exported: ${exported} objects with vectors`);
  const imported = await importVectors(copy, file);
  console.log(`imported: ${imported} objects with vectors`);
  const hits = await nearFile(copy, field, path, limit);
  check("near, in the copy", hits, title);
}

/** Proves the functions above, in collections of its own. */
async function selfCheck(folder: string | undefined): Promise<void> {
  const client = await connect();
  const scratch = await mkdtemp(join(tmpdir(), "client-check-"));
  const made: Collection[] = [];
  const create = async () => {
    const name = `${COLLECTION}_check_${randomUUID().slice(0, 8)}`;
    const collection = await createCollection(client, name);
    made.push(collection);
    console.log(`created: ${name}`);
    return collection;
  };
  try {
    const { version, modules } = await client.getMeta();
    const bind = modules?.["multi2vec-bind"] as { model: string } | undefined;
    console.log(`connected: Weaviate ${version}, ${bind?.model ?? "no model"}`);
    const [collection, copy] = [await create(), await create()];
    if (!folder) await writeSamples(scratch);
    // Among many media of one's own, others may be as near.
    const limit = folder ? 10 : 1;
    await checkSearches(collection, copy, folder ?? scratch, scratch, limit);
  } finally {
    for (const { name } of made) {
      await client.collections.delete(name);
      console.log(`removed: ${name}`);
    }
    await client.close();
    await rm(scratch, { recursive: true });
  }
}

if (process.argv[1] && import.meta.filename === realpathSync(process.argv[1])) {
  const { values } = parseArgs({ options: { folder: { type: "string" } } });
  try {
    await selfCheck(values.folder);
    console.log("all is well");
  } catch (error) {
    console.error(`failed: ${messageOf(error)}`);
    process.exitCode = 1;
  }
}
