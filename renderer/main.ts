import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { z } from 'zod';
import App from './app.vue';
import { connectServices } from './connect-services.ts';
import { createLabRouter } from './router.ts';
import { useConnection } from './stores/connection.ts';
import './styles/index.css';

// The page forbids eval, which zod would otherwise try.
z.config({ jitless: true });

const app = createApp(App);
app.use(createPinia());
app.use(createLabRouter());
void useConnection().open(connectServices);
app.mount('#app');
