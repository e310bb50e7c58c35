import { createRouter, createWebHistory } from "vue-router";

import { forgetToasts } from "../shared/dialogs";
import { tellMissing } from "./later";
import { routes } from "./routes";

export const router = createRouter({ history: createWebHistory("/field/"), routes });

router.onError(tellMissing);
router.afterEach(forgetToasts);
