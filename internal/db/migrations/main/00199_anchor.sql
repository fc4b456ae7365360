-- +goose Up
-- How sure the scale is that a set's parameters are on, in points a section, and
-- how many learners with official scores it was found from; 0 is not anchored.
ALTER TABLE parameter_set ADD COLUMN rw_scale_sd DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE parameter_set ADD COLUMN math_scale_sd DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE parameter_set ADD COLUMN anchor_learners BIGINT NOT NULL DEFAULT 0;
