export type { GoalError } from './cursor.ts';
export { createGoalReader, readGoal, type GoalProgram, type GoalReader, type GoalResult } from './goal-reader.ts';
