"""The record of a plant: a journal that is never behind what was acknowledged, sealed into segments."""
