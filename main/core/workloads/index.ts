export { buildProgram } from './build-program.ts';
export { advectionProgram, computeNsPerStep, faceBytes, packNsPerByte } from './advection.ts';
export { pingPongProgram } from './ping-pong.ts';
export { defaultSendBytes, sendBytesOf, streamsProgram } from './streams.ts';
