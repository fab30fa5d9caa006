import { said } from '../../cause.ts';

export const registryCertificate = said(
  'registry-certificate',
  /(?:tls: failed to verify certificate|x509: )(?<why>.*)|http: server gave HTTP response to HTTPS client/,
  ({ line }) =>
    line.includes('HTTP response to HTTPS')
      ? {
          service: null,
          message: 'the registry speaks no TLS',
          cause: 'The engine asks every registry by https, except those that its settings name.',
          suggestion:
            'add the registry to "insecure-registries" in /etc/docker/daemon.json, then restart the engine',
        }
      : {
          service: null,
          message: 'the Docker engine does not trust the certificate of the registry',
          cause:
            'It is signed by no authority that the engine knows, has run out, or a proxy put in its own.',
          suggestion:
            'put the certificate of the authority into /etc/docker/certs.d/REGISTRY/ca.crt (of a node: /etc/containerd/certs.d) (or into that of the system), restart the engine, and see that the clock is right',
        },
);
