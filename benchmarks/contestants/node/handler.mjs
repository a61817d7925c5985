import { handlerWith } from './job.mjs';
import { renditions } from './pipelines.mjs';

export const handler = handlerWith(renditions);
