import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import serviceTemplate from '../../templates/backup.service.hbs';
import timerTemplate from '../../templates/backup.timer.hbs';
import { BACKUPS_VOLUME } from '../capabilities/backup.ts';
import { Failure } from '../errors.ts';
import { NO_REQUESTS } from '../facts/resources.ts';
import { CONTAINER_BACKUPS_PATH } from '../facts/weaviateVariables.ts';
import { parsePeriod } from '../formats/period.ts';
import { shellWord } from '../formats/quoting.ts';
import { renderTemplate } from '../render/template.ts';

/** When backups are made, in the forms of systemd and cron. */
export interface Period {
  /** systemd.time(7). */
  readonly calendar: string;
  /** crontab(5); Kubernetes has the same form. */
  readonly cron: string;
}

/** At night, and not at a full hour, when everything else starts. */
const MINUTE = 17;
const HOUR = 3;

/** Hours that divide a day: other periods would drift or jump in cron. */
const HOURS = [1, 2, 3, 4, 6, 8, 12];

/** @throws Failure (usage) */
export function periodOf(every: string): Period {
  const seconds = parsePeriod(every) ?? 0;
  const hours = seconds / 3600;
  if (hours === 24) return { calendar: `*-*-* 0${HOUR}:${MINUTE}:00`, cron: `${MINUTE} ${HOUR} * * *` };
  if (hours === 168) return { calendar: `Mon *-*-* 0${HOUR}:${MINUTE}:00`, cron: `${MINUTE} ${HOUR} * * 1` };
  if (HOURS.includes(hours)) {
    return hours === 1
      ? { calendar: `*-*-* *:${MINUTE}:00`, cron: `${MINUTE} * * * *` }
      : { calendar: `*-*-* 00/${hours}:${MINUTE}:00`, cron: `${MINUTE} */${hours} * * *` };
  }
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--every ${every}: possible are ${HOURS.map((one) => `${one}h`).join(', ')}, 1d and 1w`,
    suggestion: '--every 1d',
  });
}

/** A regular backup of a stack that is reached from this machine. */
export interface MachineSchedule {
  /** Name of the stack. */
  readonly name: string;
  /** Directory of the stack. */
  readonly directory: string;
  readonly period: Period;
  /** The PATH under which the programs of the stack are found. */
  readonly path: string;
  /** Words of the command that makes the backup. */
  readonly command: readonly string[];
}

/** The file name of a unit, which identifies the stack: stacks in several directories may have the same name. */
export function unitName({ name, directory }: Pick<MachineSchedule, 'name' | 'directory'>): string {
  return `bindstack-backup-${name}-${createHash('sha256').update(directory).digest('hex').slice(0, 6)}`;
}

/** A word in a unit file (systemd.syntax(7), systemd.service(5)): `%` and `$` have a meaning there. */
function unitWord(word: string): string {
  const escaped = word.replaceAll(/["\\]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@+=:,./-]+$/.test(word) ? word : `"${escaped}"`;
}

/** The service and the timer for systemd. */
export function systemdUnits(schedule: MachineSchedule): readonly { file: string; text: string }[] {
  const { name, directory, period, path, command } = schedule;
  const context = {
    name,
    // A comment ends with its line.
    directory: JSON.stringify(directory),
    calendar: period.calendar,
    path: unitWord(`PATH=${path}`),
    command: command.map(unitWord).join(' '),
  };
  return [
    { file: `${unitName(schedule)}.service`, text: renderTemplate(serviceTemplate, context) },
    { file: `${unitName(schedule)}.timer`, text: renderTemplate(timerTemplate, context) },
  ];
}

/** The end of the line in a crontab that identifies the stack. */
const cronMark = (schedule: MachineSchedule) => `# ${unitName(schedule)}`;

/** The line of a crontab. */
export function cronLine(schedule: MachineSchedule): string {
  const { period, path, command } = schedule;
  const shell = [`PATH=${shellWord(path)}`, ...command.map(shellWord)].join(' ');
  // crontab(5): a percent sign ends the command.
  return `${period.cron} ${shell.replaceAll('%', '\\%')} ${cronMark(schedule)}`;
}

/** A crontab with the line, in place of an earlier one of the same stack. */
export function withCronLine(crontab: string, schedule: MachineSchedule): string {
  const lines = crontab === '' ? [] : crontab.replace(/\n$/, '').split('\n');
  const others = lines.filter((line) => !line.endsWith(cronMark(schedule)));
  return `${[...others, cronLine(schedule)].join('\n')}\n`;
}

/** The command that removes the line again. */
export function cronRemoval(schedule: MachineSchedule): string {
  return `crontab -l | grep -vF ${shellWord(cronMark(schedule))} | crontab -`;
}

/** A regular backup that the cluster makes itself. */
export interface ClusterSchedule {
  readonly name: string;
  readonly namespace: string;
  readonly period: Period;
  /** `s3`, `filesystem`, … */
  readonly backend: string;
  /** The Secret with the API key; undefined without authentication. */
  readonly secret: { readonly name: string; readonly key: string } | undefined;
  /** Backups in a volume claim, of which the last ones are kept; undefined for a bucket. */
  readonly files:
    | {
        readonly claim: string;
        readonly keep: number;
        /** The security context of Weaviate's pod, whose user owns the files; undefined for root. */
        readonly podSecurity: Readonly<Record<string, unknown>> | undefined;
      }
    | undefined;
}

/** A small image with curl and a shell. */
const CURL_IMAGE = 'docker.io/curlimages/curl:8.11.1';
/** The user of that image, as a number: Kubernetes cannot check that a name is not root. */
const CURL_USER = 100;

/** Seconds after which a backup counts as stuck. */
const DEADLINE = 21_600;

/**
 * Starts a backup and waits for it. The key goes through a pipe, so it is in no process list. In a volume claim, it then
 * deletes what is older than the last complete backups to keep: the names of the directories sort by time.
 */
const SCRIPT = `ask() {
  if [ -n "\${API_KEY:-}" ]; then
    printf 'header = "Authorization: Bearer %s"\\n' "\${API_KEY%%,*}" | curl --config - --silent --show-error --fail-with-body --header 'Content-Type: application/json' "$@"
  else
    curl --silent --show-error --fail-with-body --header 'Content-Type: application/json' "$@"
  fi
}
prune() {
  [ -n "\${KEEP:-}" ] || return 0
  oldest="$(grep -l '"status":"SUCCESS","version"' "$FILES"/*-scheduled/backup_config.json | sort -r | sed -n "\${KEEP}p")"
  [ -n "$oldest" ] || return 0
  for old in "$FILES"/*-scheduled; do
    [ "$old" != "\${oldest%/*}" ] || break
    echo "deleting $old"
    rm -rf "$old"
  done
}
id="$(date -u +%Y-%m-%d-%H-%M-%S)-scheduled"
ask --data "{\\"id\\":\\"$id\\"}" "$BACKUPS"
while sleep 5; do
  status="$(ask "$BACKUPS/$id")"
  case "$status" in
    *'"status":"SUCCESS"'*) echo "$status"; prune; exit 0 ;;
    *'"status":"FAILED"'* | *'"status":"CANCELED"'*) echo "$status"; exit 1 ;;
  esac
done
`;

/** The node of Weaviate's pod (weaviate-helm templates/weaviateStatefulset.yaml has its labels). */
const BESIDE_WEAVIATE = {
  podAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels: { app: 'weaviate' } }, topologyKey: 'kubernetes.io/hostname' },
    ],
  },
};

/** The CronJob. */
export function cronJob({ name, namespace, period, backend, secret, files }: ClusterSchedule) {
  const user = files
    ? (files.podSecurity ?? { runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } })
    : { runAsNonRoot: true, runAsUser: CURL_USER, seccompProfile: { type: 'RuntimeDefault' } };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: `${name}-backup`,
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'bindstack' },
    },
    spec: {
      schedule: period.cron,
      concurrencyPolicy: 'Forbid',
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          activeDeadlineSeconds: DEADLINE,
          template: {
            spec: {
              restartPolicy: 'Never',
              automountServiceAccountToken: false,
              securityContext: user,
              ...(files && {
                // A claim may be attached to one node only.
                affinity: BESIDE_WEAVIATE,
                volumes: [{ name: BACKUPS_VOLUME, persistentVolumeClaim: { claimName: files.claim } }],
              }),
              containers: [
                {
                  name: 'backup',
                  image: CURL_IMAGE,
                  command: ['sh', '-euc', SCRIPT],
                  env: [
                    { name: 'BACKUPS', value: `http://weaviate.${namespace}/v1/backups/${backend}` },
                    ...(files
                      ? [
                          { name: 'KEEP', value: `${files.keep}` },
                          { name: 'FILES', value: CONTAINER_BACKUPS_PATH },
                        ]
                      : []),
                    ...(secret ? [{ name: 'API_KEY', valueFrom: { secretKeyRef: secret } }] : []),
                  ],
                  resources: { requests: NO_REQUESTS, limits: { memory: '64Mi' } },
                  ...(files && {
                    volumeMounts: [{ name: BACKUPS_VOLUME, mountPath: CONTAINER_BACKUPS_PATH }],
                  }),
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ['ALL'] },
                  },
                },
              ],
            },
          },
        },
      },
    },
  };
}

/** The CronJob as a file. */
export function cronJobText(schedule: ClusterSchedule): string {
  return stringify(cronJob(schedule), { lineWidth: 0 });
}
