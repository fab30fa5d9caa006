/** What the chart is installed with. */
export const VALUES_FILE = 'values.yaml';
