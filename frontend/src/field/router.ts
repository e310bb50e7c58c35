import { createRouter, createWebHistory } from "vue-router";

import { tellMissing } from "./later";
import { routes } from "./routes";

export const router = createRouter({ history: createWebHistory("/field/"), routes });

router.onError(tellMissing);
