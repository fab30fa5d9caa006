import { isIpAddress } from '../formats/addresses.ts';
import { type Capability, type Check, error } from './capability.ts';
import { setting, use, words } from './message.ts';
import { type ConfigOf, choiceOption, numberOption, textOption } from './option.ts';
import { FOR_HELM } from './targets.ts';

const options = {
  weaviate: {
    httpPort: numberOption({
      flag: '--http-port',
      label: 'Port for REST and GraphQL',
      placeholder: 'PORT',
      help: 'port for REST and GraphQL on this machine',
      default: 8080,
      min: 1,
      max: 65_535,
    }),
    grpcPort: numberOption({
      flag: '--grpc-port',
      label: 'Port for gRPC',
      placeholder: 'PORT',
      help: 'port for gRPC on this machine; the client libraries need it',
      default: 50_051,
      min: 1,
      max: 65_535,
    }),
    bindAddress: textOption({
      flag: '--bind-address',
      placeholder: 'IP',
      help: 'IP address to listen on',
      default: '127.0.0.1',
      accepts: isIpAddress,
      expected: 'an IP address such as 127.0.0.1, 0.0.0.0 or ::1',
    }),
  },
  kubernetes: {
    serviceType: choiceOption({
      flag: '--service-type',
      label: 'Service type',
      placeholder: 'TYPE',
      help: 'how the cluster exposes Weaviate',
      question: 'How should the cluster expose Weaviate?',
      default: 'ClusterIP',
      values: ['ClusterIP', 'NodePort', 'LoadBalancer'],
      meanings: {
        ClusterIP: 'inside the cluster only',
        NodePort: 'on a port of every node',
        LoadBalancer: "through the cloud's load balancer, which may be public",
      },
      when: FOR_HELM,
    }),
  },
};

export type NetworkConfig = ConfigOf<typeof options>;

const portsDiffer: Check<NetworkConfig> = ({ weaviate: { httpPort, grpcPort } }) =>
  httpPort === grpcPort
    ? error(
        'same-port',
        `REST and gRPC cannot share port ${httpPort}`,
        words`use different numbers for ${setting('weaviate.httpPort')} and ${setting('weaviate.grpcPort')}`,
      )
    : undefined;

/** The ports and addresses of Weaviate. */
export const network = {
  options,
  rules: [{ keys: ['weaviate.httpPort', 'weaviate.grpcPort'], check: portsDiffer }],
  owned: { GRPC_PORT: words`${use('weaviate.grpcPort')}` },
  chart: ({ kubernetes }) => ({
    values: {
      service: { type: kubernetes.serviceType },
      grpcService: { enabled: true, type: kubernetes.serviceType },
    },
  }),
} satisfies Capability<NetworkConfig>;
