"""From a PyPackage to the files of the output folder."""
