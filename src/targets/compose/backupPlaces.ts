import { CONTAINER_DATA_PATH } from '../../facts/weaviateVariables.ts';

/** Where a project keeps backups that are files. */
export interface BackupPlaces {
  /** Names of volumes, as the engine knows them. */
  readonly volumes: readonly string[];
  /** Absolute paths of directories on this machine. */
  readonly folders: readonly string[];
}

/** The part of a project that says where its backups are. */
interface MountingProject {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly environment?: Readonly<Record<string, string | null>> | null | undefined;
        readonly volumes?:
          | readonly { readonly type: string; readonly source: string; readonly target: string }[]
          | null
          | undefined;
      }
    >
  >;
  readonly volumes?:
    | Readonly<Record<string, { readonly name: string; readonly external?: boolean | undefined }>>
    | undefined;
}

const contains = (directory: string, path: string) => path === directory || path.startsWith(`${directory}/`);

/** The mounts of a project that hold backups but not the data. */
export function backupPlaces({ services, volumes = {} }: MountingProject): BackupPlaces {
  const mounts = Object.values(services).flatMap(({ environment, volumes: mounted }) => {
    const path = environment?.['BACKUP_FILESYSTEM_PATH'];
    if (!path) return [];
    const data = environment?.['PERSISTENCE_DATA_PATH'] || CONTAINER_DATA_PATH;
    return (mounted ?? []).filter(({ target }) => contains(target, path) && !contains(target, data));
  });
  const sources = (type: string) => [
    ...new Set(mounts.filter((mount) => mount.type === type).map(({ source }) => source)),
  ];
  const declared = sources('volume').flatMap((key) =>
    volumes[key]?.external ? [] : (volumes[key]?.name ?? key),
  );
  return { volumes: declared, folders: sources('bind') };
}
