import "../shared/tokens.css";

import { createApp } from "vue";

import App from "./App.vue";
import { start } from "./person";
import { router } from "./router";
import { startWorker } from "./worker_client";

createApp(App).use(router).mount("#app");
void start();
void startWorker();
