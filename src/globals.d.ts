/** The version in package.json, put in by the build. */
declare const BINDSTACK_VERSION: string;

declare module '*.hbs' {
  import type { TemplateSpecification } from 'handlebars';

  const template: TemplateSpecification;
  export default template;
}
