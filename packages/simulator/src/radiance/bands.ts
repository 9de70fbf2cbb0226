/** The radiances of PARASOL Level-1B in the order in which they are simulated. NP = not through polarisers. */
export const bands = ["I443NP", "I490P", "I565NP", "I670P", "I763NP", "I765NP", "I865P", "I910NP", "I1020NP"] as const;

/** The Stokes parameters that follow the nine radiances. */
export const stokesBands = ["Q490P", "U490P", "Q670P", "U670P", "Q865P", "U865P"] as const;

/** Nominal wavelengths of `bands` in micrometres: those of their names. */
export const bandWavelengthsUm = [0.443, 0.49, 0.565, 0.67, 0.763, 0.765, 0.865, 0.91, 1.02] as const;

/** Numbers per view: nine radiances, then Q and U of 490, 670 and 865 nm. */
export const radianceCount = 15;
