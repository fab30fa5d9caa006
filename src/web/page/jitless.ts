import * as z from 'zod';

// zod would compile its schemas with `new Function`, which the page's Content-Security-Policy forbids.
z.config({ jitless: true });
