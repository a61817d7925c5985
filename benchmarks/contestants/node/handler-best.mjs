import { handlerWith } from './job.mjs';
import { renditions } from './decode-once.mjs';

export const handler = handlerWith(renditions);
