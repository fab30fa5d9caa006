// A real Weaviate that never says that its nodes have the same state: unsynchronized.mjs PORT WEAVIATE ARGUMENTS…
import { spawn } from 'node:child_process';
import { createServer, request } from 'node:http';

const [inner = '', program = '', ...args] = process.argv.slice(2);
const at = args.indexOf('--port') + 1;
const outer = Number(args[at]);
args[at] = inner;

const weaviate = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
weaviate.on('exit', (code) => process.exit(code ?? 1));
process.on('SIGTERM', () => weaviate.kill('SIGTERM'));

createServer(({ method = 'GET', url = '', headers }, answer) => {
  if (url === '/v1/cluster/statistics') {
    answer.end(JSON.stringify({ synchronized: false, statistics: [] }));
    return;
  }
  const passed = request({ host: '127.0.0.1', port: inner, method, path: url, headers }, (found) => {
    answer.writeHead(found.statusCode ?? 502, found.headers);
    found.pipe(answer);
  });
  passed.on('error', () => answer.destroy());
  answer.req.pipe(passed);
}).listen(outer, '127.0.0.1');
