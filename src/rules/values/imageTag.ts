import { at, textOf } from '../../documents/located.ts';
import { placeOf } from '../../documents/values/bindModule.ts';
import type { ChartValues } from '../../documents/values/chartValues.ts';
import { isTruthy } from '../../documents/values/helmValue.ts';
import type { Rule } from '../rule.ts';

export const imageTag: Rule<ChartValues> = {
  id: 'values-image-tag',
  severity: 'info',
  summary: 'The version of Weaviate is not pinned.',
  why: 'Without image.tag the chart brings its own, 1.38.2 in 17.8.3, and an upgrade of the chart is one of the database. With latest each node keeps the image that it pulled first, so that replicas differ.',
  fix: 'Set image.tag to a version.',
  evidence: 'weaviate-helm 17.8.3 values.yaml: "we strongly recommend you overwrite this value"',
  *check(values) {
    const tag = at(values.root, 'image', 'tag');
    const text = textOf(tag);
    if (!isTruthy(tag) || text === undefined) {
      // A file that says nothing about Weaviate itself comes beside another one.
      if (at(values.root, 'image') === undefined) return;
      yield {
        place: placeOf(values, 'image'),
        message: 'image.tag is not set: an upgrade of the chart is one of the database too',
      };
    } else if (/^(?:latest|stable|nightly|preview)$/.test(text))
      yield {
        place: placeOf(values, 'image', 'tag'),
        severity: 'warning',
        message: `image.tag is ${text}, which is another version tomorrow, and on each node`,
      };
  },
};
