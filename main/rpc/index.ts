export type { Channel } from './channel.ts';
export { createClient } from './client.ts';
export { serve } from './server.ts';
export { memoryChannels } from './transports/memory.ts';
export { messagePortChannel, messagePortMainChannel } from './transports/message-port.ts';
export { webSocketChannel } from './transports/web-socket.ts';
