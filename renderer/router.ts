import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import CompareScreen from './screens/compare-screen.vue';
import DesignScreen from './screens/design-screen.vue';
import HomeScreen from './screens/home-screen.vue';
import PluginsScreen from './screens/plugins-screen.vue';
import RunScreen from './screens/run-screen.vue';
import RunsScreen from './screens/runs-screen.vue';
import SettingsScreen from './screens/settings-screen.vue';

/** Hash history: the same addresses work behind `app://` and http. */
export function createLabRouter(): Router {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', name: 'home', component: HomeScreen },
      { path: '/design/:name?', name: 'design', component: DesignScreen },
      { path: '/runs', name: 'runs', component: RunsScreen },
      { path: '/run/:fingerprint', name: 'run', component: RunScreen },
      { path: '/compare/:experiment?', name: 'compare', component: CompareScreen },
      { path: '/plugins/:id?', name: 'plugins', component: PluginsScreen },
      { path: '/settings', name: 'settings', component: SettingsScreen },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  });
}
