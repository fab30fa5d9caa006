import type { Page } from 'playwright-core';

/** Drops a file onto the page. */
export async function dropFile(page: Page, name: string, content: string | Buffer): Promise<void> {
  await page.evaluate(
    ([named, encoded]) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(encoded ?? ''), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], named ?? ''));
      const options = { dataTransfer: data, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent('dragover', options));
      document.body.dispatchEvent(new DragEvent('drop', options));
    },
    [name, Buffer.from(content).toString('base64')],
  );
}
