/** The questions of the wizard that always apply, in order. */
export const USUAL = [
  'Where will you run it?',
  'How should ImageBind run?',
  'Which media will you store?',
  'Authentication',
];
