/** Whether a text is an RFC 1123 label: the name of a Compose project, a Helm release or a namespace. */
export function isLabel(text: string, maxLength = 63): boolean {
  return text.length <= maxLength && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(text);
}

/** Whether a text is an RFC 1123 subdomain: the name of most Kubernetes objects. */
export function isKubernetesName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => isLabel(label));
}

/** Whether a text is a Kubernetes label key, with an optional prefix: `nvidia.com/gpu.present`. */
export function isLabelKey(text: string): boolean {
  const [name = '', prefix, ...more] = text.split('/').reverse();
  return (
    more.length === 0 &&
    (prefix === undefined || isKubernetesName(prefix)) &&
    /^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/.test(name)
  );
}

/** Whether a text is the value of a Kubernetes label or taint, which may be empty. */
export function isLabelValue(text: string): boolean {
  return /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/.test(text);
}
