//! Scenario files: layers, merging, origins, and how faults are shown.
