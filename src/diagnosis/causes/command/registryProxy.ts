import { said } from '../../cause.ts';

export const registryProxy = said(
  'registry-proxy',
  /proxyconnect tcp: .+|Proxy Authentication Required/,
  () => ({
    service: null,
    message: 'the Docker engine does not get through its proxy',
    cause: 'The engine downloads images itself and uses a proxy of its own settings, not that of the shell.',
    suggestion:
      'mend HTTPS_PROXY of the engine (on Kubernetes, of containerd on each node): /etc/systemd/system/docker.service.d/http-proxy.conf or "proxies" in /etc/docker/daemon.json, then systemctl restart docker; in Docker Desktop: Settings, Resources, Proxies',
  }),
);
