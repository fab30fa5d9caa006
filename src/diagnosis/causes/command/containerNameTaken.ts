import { said } from '../../cause.ts';

export const containerNameTaken = said(
  'container-name-taken',
  /The container name "\/?(?<name>[\w.-]+)" is already in use by container/,
  ({ group }) => ({
    message: `there is another container named ${group('name')}`,
    cause: 'It belongs to another project or was left behind; container_name allows one on a machine.',
    suggestion: `docker rm ${group('name')} if nobody needs it, or remove container_name, or another --name`,
  }),
);
